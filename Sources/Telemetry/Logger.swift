internal import Time

/// Writes one line an event. A value: copy it, hand it on, call it from any thread. Below its level a call costs one
/// comparison; neither fields nor time are computed.
///
///     log.info(.laneOpened, [.partition: 3, .elapsed: .duration(elapsed)])
///
/// Never a name, telephone number, address, token or password in a field.
package struct Logger: Sendable {
    package let level: Logger.Level
    package let format: Logger.Format
    let sink: Logger.Sink
    let now: @Sendable () -> Int64
    /// One for all copies.
    let throttle: Logger.Throttle

    /// Says nothing.
    package static let silent = Logger(level: .error, sink: .none)

    package func debug(_ event: Event, _ fields: @autoclosure () -> Fields = [:]) { log(.debug, event, fields()) }

    package func info(_ event: Event, _ fields: @autoclosure () -> Fields = [:]) { log(.info, event, fields()) }

    package func warning(_ event: Event, _ fields: @autoclosure () -> Fields = [:]) { log(.warning, event, fields()) }

    package func error(_ event: Event, _ fields: @autoclosure () -> Fields = [:]) { log(.error, event, fields()) }

    /// Writes one line, or nothing when `level` is below the logger's.
    package func log(_ level: Logger.Level, _ event: Logger.Event, _ fields: @autoclosure () -> Logger.Fields = [:]) {
        guard level >= self.level else { return }
        var line = Logger.Line(format: format, time: now(), level: level, event: event)
        line.append(fields())
        sink.write(line.finished())
    }

    /// For what may come with every request or attempt: writes the first line of its kind at once, and of those that
    /// follow one an interval, with `more` and `within`. `count` is what the line stands for, `kind` tells lines of the
    /// same event apart.
    package func summarize(
        _ level: Logger.Level, _ event: Logger.Event, kind: String = "", count: Int = 1,
        every interval: Duration = TelemetryLimits.summaryInterval, _ fields: @autoclosure () -> Logger.Fields = [:]
    ) {
        guard level >= self.level else { return }
        let fields = fields()
        throttle.write(event, kind: kind, count: count, every: interval) { [self] more in
            log(level, event, fields.followed(by: more))
        }
    }

    /// Writes what `summarize` holds back of an event, or of all: what comes next is a first again.
    package func endSummaries(of event: Logger.Event? = nil) { throttle.end(event) }
}

extension Logger {
    /// `now` gives milliseconds since 1970.
    package init(
        level: Logger.Level = .info, format: Logger.Format = .logfmt, sink: Logger.Sink = .standardError,
        now: @escaping @Sendable () -> Int64 = Timestamp.now
    ) {
        self.init(level: level, format: format, sink: sink, now: now, throttle: Logger.Throttle())
    }
}
