internal import Configuration
internal import Files
internal import Foundation
internal import LaneState
internal import Log
internal import Waybill
internal import WeChat

/// What must be right before a service starts: configuration, keys, and a folder of lanes that is its own. A fault here
/// is told as that of any command, before the first line of the log.
struct Preparation: Sendable {
    let topics: [TopicPolicy]
    let secrets: Secrets
    private let loaded: LoadedReference
    /// What is unwise without being wrong.
    let warnings: [ConfigurationError]
    /// Held for as long as this process decides.
    private let lanes: LaneFolderLock?

    init(_ settings: ServiceSettings) throws {
        topics = try loadTopics(folder: settings.topicsFolder)
        // For a configuration that is wrong nothing is made.
        if KeyFile.isToBeMade(settings) { _ = try Self.reference(settings, try KeyFile.passingSecrets()) }
        try makeFolder(settings.dataFolder)
        secrets = try KeyFile.secrets(of: settings)
        loaded = try Self.reference(settings, secrets)
        let unwise = loaded.warnings + loaded.warnings(of: topics)
        warnings = unwise + ([KeyFile.path(of: settings)] + settings.secretFiles).compactMap(exposure)
        let decides = settings.roles.contains(.processor)
        lanes = decides ? try LaneFolder.lock(LaneFolder.path(in: settings.dataFolder)) : nil
    }

    var reference: Reference { loaded.reference }

    /// What the log says of a range, at its place in the configuration.
    func error(of fault: RangeFault) -> ConfigurationError { loaded.error(at: fault.range, fault.message) }

    private static func reference(_ settings: ServiceSettings, _ secrets: Secrets) throws -> LoadedReference {
        try loadReference(
            folder: settings.configFolder, environment: ProcessInfo.processInfo.environment,
            digest: { secrets.passwordDigest(carrier: $0, bizID: $1, password: $2) })
    }
}
