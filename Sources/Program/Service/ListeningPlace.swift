internal import HTTP
internal import Options
internal import Telemetry

/// Where a service listens.
struct ListeningPlace: Sendable {
    /// The option that says where, without its dashes.
    let option: String
    let address: HostPort
    /// Gets the port number once the service listens, for scripts that start it on port 0.
    let portFile: String?

    /// Of two places that a service listens at, the fault names which it is.
    struct Fault: Error, CustomStringConvertible {
        let error: HTTPError
        let option: String

        var description: String { "\(error) (--\(option))" }
    }

    /// A server that listens there and tells the log what it refuses; `name` says which of several it is.
    func listen(
        _ router: HTTPRouter, _ logger: Logger, name: String? = nil, _ configure: (inout HTTPConfiguration) -> Void
    ) throws(Fault) -> HTTPServer {
        var configuration = HTTPConfiguration()
        configuration.address = address.host
        configuration.port = address.port
        configuration.log = { logger.debug(.httpFailed, [.message: .text($0)]) }
        configuration.refused = { refusal in
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
        configure(&configuration)
        do throws(HTTPError) {
            return try HTTPServer(configuration: configuration, router: router)
        } catch {
            throw Fault(error: error, option: option)
        }
    }
}
