internal import HTTP
internal import Options
internal import Telemetry

extension HTTPConfiguration {
    /// A server that listens there and tells the log what it refuses; `name` says which of several it is.
    init(at place: ListeningPlace, _ logger: Logger, name: String? = nil) {
        self.init()
        address = place.address.host
        port = place.address.port
        log = { logger.debug(.httpFailed, [.message: .text($0)]) }
        refused = { refusal in
            guard refusal != .stopping else { return }
            // A stranger's, but for the limits, which an operator can raise.
            let isOurs = refusal == .connectionLimit || refusal == .bodyMemory
            let named: Logger.Fields = if let name { [.name: .text(name)] } else { [:] }
            logger.summarize(
                isOurs ? .warning : .info, .httpRefused,
                kind: [name, refusal.rawValue].compactMap(\.self).joined(separator: " "),
                every: TelemetryLimits.dailyInterval,
                ([.cause: .text(refusal.rawValue)] as Logger.Fields).followed(by: named))
        }
    }
}
