/// A moment that a wait with several steps must not pass.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(milliseconds: Int) {
        end = .now + .milliseconds(milliseconds)
    }

    /// Milliseconds until then, at least 0.
    var left: Int { Int(max(0, min((end - .now) / .milliseconds(1), Double(Int32.max)))) }

    var isPassed: Bool { ContinuousClock.now >= end }

    /// What a call of librdkafka may take now.
    var step: Int32 {
        let left = (end - .now) / .milliseconds(1)
        return Int32(max(1, min(left, Double(KafkaLogLimits.stepTimeout))))
    }
}
