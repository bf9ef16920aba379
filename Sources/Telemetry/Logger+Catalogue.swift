extension Logger {
    /// Every event that may be logged. The raw value is what stands in the line: dotted, lower case, a noun and what
    /// happened to it. It is an interface: operators' searches and alerts name these.
    package enum Event: String, CaseIterable, Sendable {
        // The service as a whole.
        case serviceStarting = "service.starting"
        case serviceReady = "service.ready"
        case serviceUnready = "service.unready"
        case serviceStopping = "service.stopping"
        case serviceStopped = "service.stopped"
        case serviceFailed = "service.failed"
        case signalReceived = "signal.received"

        // Configuration.
        case configurationLoaded = "configuration.loaded"
        case configurationChanged = "configuration.changed"

        // HTTP.
        case operationsListening = "operations.listening"
        case httpListening = "http.listening"
        case httpRefused = "http.refused"
        case httpFailed = "http.failed"

        // The ingress.
        case pushAnswered = "push.answered"
        case pushRefused = "push.refused"
        case pushRepaired = "push.repaired"
        case pushExpired = "push.expired"
        case pushOverloaded = "push.overloaded"
        case repliesDropped = "replies.dropped"
        case repliesLost = "replies.lost"
        case repliesFailed = "replies.failed"
        case repliesAwaited = "replies.awaited"
        case repliesResumed = "replies.resumed"

        // The processor.
        case laneOpened = "lane.opened"
        case laneClosed = "lane.closed"
        case laneLost = "lane.lost"
        case laneDropped = "lane.dropped"
        case laneFailed = "lane.failed"
        case laneHeld = "lane.held"
        case laneReleased = "lane.released"
        case batchAborted = "batch.aborted"
        case commandsPassed = "commands.passed"
        case commandsMissing = "commands.missing"
        case eventLate = "event.late"
        case deadLetterWritten = "deadletter.written"
        case numbersLow = "numbers.low"
        case keysDiffer = "keys.differ"

        // The log and its topics.
        case logOpened = "log.opened"
        case logFailed = "log.failed"
        case logAwaited = "log.awaited"
        case logRecovered = "log.recovered"
        case topicUnseen = "topic.unseen"
        case topicWidened = "topic.widened"
        case retentionHeld = "retention.held"
    }
}

extension Logger {
    /// Every key a field can have. The raw value is what stands in the line. `time`, `level`, `event` and `truncated`
    /// are the logger's own and therefore not here.
    package enum Key: String, CaseIterable, Sendable {
        case account
        case address
        case app
        case attempt
        case carrier
        case cause
        case code
        case command
        case count
        case elapsed
        case file
        case folder
        case group
        case keys
        case limit
        case message
        case more
        case name
        case offset
        case partition
        case partitions
        case pause
        case port
        case reason
        case records
        case refused
        case restored
        case role
        case signal
        case status
        case topic
        case version
        case within
    }
}
