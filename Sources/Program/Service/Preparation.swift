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
    let reference: Reference
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
        let loaded = try Self.reference(settings, secrets)
        reference = loaded.reference
        warnings = loaded.warnings + ([KeyFile.path(of: settings)] + settings.secretFiles).compactMap(exposure)
        let decides = settings.roles.contains(.processor)
        lanes = decides ? try LaneFolder.lock(LaneFolder.path(in: settings.dataFolder)) : nil
    }

    private static func reference(_ settings: ServiceSettings, _ secrets: Secrets) throws -> LoadedReference {
        try loadReference(
            folder: settings.configFolder, environment: ProcessInfo.processInfo.environment,
            digest: { secrets.passwordDigest(carrier: $0, bizID: $1, password: $2) })
    }
}
