internal import Time

/// Writes one line an event. A value: copy it, hand it on, call it from any thread. Below its level a call costs one
/// comparison; neither fields nor time are computed.
///
///     log.info(.laneOpened, [.partition: 3, .elapsed: .duration(elapsed)])
///
/// Never a name, telephone number, address, token or password in a field.
package struct Logger: Sendable {
    package let level: LogLevel
    package let format: LogFormat
    private let sink: LogSink
    private let context: LogFields
    private let now: @Sendable () -> Int64

    /// `now` gives milliseconds since 1970.
    package init(
        level: LogLevel = .info, format: LogFormat = .logfmt, sink: LogSink = .standardError,
        now: @escaping @Sendable () -> Int64 = Timestamp.now
    ) {
        self.init(level: level, format: format, sink: sink, context: [:], now: now)
    }

    private init(
        level: LogLevel, format: LogFormat, sink: LogSink, context: LogFields, now: @escaping @Sendable () -> Int64
    ) {
        self.level = level
        self.format = format
        self.sink = sink
        self.context = context
        self.now = now
    }

    /// Says nothing.
    package static let silent = Logger(level: .error, sink: .none)

    /// The same logger with `fields` before those of every line.
    package func with(_ fields: LogFields) -> Logger {
        Logger(level: level, format: format, sink: sink, context: context.followed(by: fields), now: now)
    }

    package func debug(_ event: LogEvent, _ fields: @autoclosure () -> LogFields = [:]) {
        log(.debug, event, fields())
    }

    package func info(_ event: LogEvent, _ fields: @autoclosure () -> LogFields = [:]) {
        log(.info, event, fields())
    }

    package func warning(_ event: LogEvent, _ fields: @autoclosure () -> LogFields = [:]) {
        log(.warning, event, fields())
    }

    package func error(_ event: LogEvent, _ fields: @autoclosure () -> LogFields = [:]) {
        log(.error, event, fields())
    }

    /// Writes one line, or nothing when `level` is below the logger's.
    package func log(_ level: LogLevel, _ event: LogEvent, _ fields: @autoclosure () -> LogFields = [:]) {
        guard level >= self.level else { return }
        var line = LogLine(format: format, time: now(), level: level, event: event)
        line.append(context)
        line.append(fields())
        sink.write(line.finished())
    }
}
