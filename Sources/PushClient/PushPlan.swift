internal import Foundation

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
    /// WeChat repeats a push three times when no answer came. Another status than 200 counts as none, but for 4xx,
    /// which would be the same again.
    package var repeatCount = 3
    /// From the end of an attempt to its repeat. WeChat's documentation names no pause; one lets a carrier restart.
    package var repeatPause: Duration = .seconds(1)
    /// Whether the report holds what each push came to. A push that waits for its repeat then holds up those behind it,
    /// so that with a concurrency of 1 the events come in order.
    package var keepsAnswers = false

    package init(url: String, pushToken: String, source: PushSource) {
        self.url = url
        self.pushToken = pushToken
        self.source = source
    }

    /// Checks every part against `PushLimits`.
    package func validate() throws(PushError) {
        guard isURLRight else {
            throw PushError("the URL must be http://HOST:PORT/PATH or https://HOST:PORT/PATH; it can hold no #")
        }
        try check("count", count, in: 1...PushLimits.pushCountMax)
        try check("concurrency", concurrency, in: 1...PushLimits.concurrencyMax)
        try check("repeat count", repeatCount, in: 0...PushLimits.repeatCountMax)
        guard rate >= 0, rate <= Double(PushLimits.rateMax) else {
            throw PushError("the rate must be from 0 to \(PushLimits.rateMax) a second")
        }
        guard attemptTimeout > .zero else { throw PushError("the timeout must be longer than 0") }
        guard repeatPause >= .zero, repeatPause <= PushLimits.repeatPauseMax else {
            throw PushError("the pause before a repeat must be from 0 to \(PushLimits.repeatPauseMax)")
        }
        switch source {
        case .files(let files):
            if files.isEmpty { throw PushError("no event files; name at least one") }
            try check("number of event files", files.count, in: 1...PushLimits.fileCountMax)
        case .generated(let profile):
            guard profile.repeatShare >= 0, profile.cancelShare >= 0, profile.repeatShare + profile.cancelShare <= 1
            else { throw PushError("the shares of repeats and cancels must be at least 0 and at most 1 together") }
        }
    }

    private var isURLRight: Bool {
        guard let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty else { return false }
        return ["http", "https"].contains(parts.scheme?.lowercased()) && parts.fragment == nil
            && parts.port.map { (1...65_535).contains($0) } ?? true
    }

    private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(PushError) {
        guard range.contains(value) else {
            throw PushError("the \(name) must be from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}
