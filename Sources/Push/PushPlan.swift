/// The format of a push and of its reply.
package enum EventFormat: String, CaseIterable, Sendable {
    case xml
    case json
}

/// Where a run's events come from.
package enum PushSource: Sendable {
    /// The bodies of these files as they are, one after the other and then from the first again.
    case files([EventFile])
    /// Made up; the same profile makes the same events.
    case generated(EventProfile)
}

/// What one run pushes, where to, and how fast.
package struct PushPlan: Sendable {
    /// The carrier's URL, `http` or `https`. May hold a query of its own.
    package var url: String
    /// The token that both sides sign with.
    package var pushToken: String
    package var source: PushSource
    /// The format of generated events; a file has its own.
    package var format: EventFormat = .xml
    package var count = 1
    /// Pushes a second, evenly spaced; 0 is as fast as the answers come.
    package var rate: Double = 0
    package var concurrency = 8
    /// WeChat waits 5 s for an answer.
    package var attemptTimeout: Duration = .seconds(5)
    /// WeChat repeats a push three times when no answer came, or one with another status than 200.
    package var repeatCount = 3

    package init(url: String, pushToken: String, source: PushSource) {
        self.url = url
        self.pushToken = pushToken
        self.source = source
    }

    /// Checks every part against `PushLimits`.
    func validate() throws(PushError) {
        guard url.hasPrefix("http://") || url.hasPrefix("https://"), !url.contains("#") else {
            throw PushError("the URL must begin with http:// or https:// and hold no #")
        }
        try check("count", count, in: 1...PushLimits.pushCountMax)
        try check("concurrency", concurrency, in: 1...PushLimits.concurrencyMax)
        try check("repeat count", repeatCount, in: 0...PushLimits.repeatCountMax)
        guard rate >= 0, rate <= Double(PushLimits.rateMax) else {
            throw PushError("the rate must be from 0 to \(PushLimits.rateMax) a second")
        }
        guard attemptTimeout > .zero else { throw PushError("the timeout must be longer than 0") }
        switch source {
        case .files(let files):
            if files.isEmpty { throw PushError("no event files; name at least one") }
        case .generated(let profile):
            guard profile.repeatShare >= 0, profile.cancelShare >= 0, profile.repeatShare + profile.cancelShare <= 1
            else { throw PushError("the shares of repeats and cancels must be at least 0 and at most 1 together") }
        }
    }

    private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(PushError) {
        guard range.contains(value) else {
            throw PushError("the \(name) must be from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}
