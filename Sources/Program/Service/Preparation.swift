internal import Configuration
internal import Files
internal import Foundation
internal import LaneState
internal import Log
internal import Options
internal import Records
internal import Waybill

/// What must be right before a service starts: configuration, keys, and a folder of lanes that is its own. A fault here
/// is told as that of any command, before the first line of the log.
struct Preparation: Sendable {
    let topics: [TopicPolicy]
    let secrets: Secrets
    private let loaded: LoadedReference
    /// What is unwise without being wrong.
    let warnings: [ConfigurationError]
    /// What was read of secrets and certificates.
    let secretFiles: [SecretFile]
    private let keyFile: String
    private let topicsFolder: String
    /// Held for as long as this process decides.
    private let lanes: LaneFolderLock?

    init(_ settings: ServiceSettings) throws {
        topicsFolder = settings.topicsFolder
        topics = try loadTopics(folder: topicsFolder)
        if settings.kafka == nil { try LogMark.checkLog(in: settings.dataFolder) }
        // For a configuration that is wrong nothing is made.
        if KeyFile.isToBeMade(settings) { _ = try Self.reference(settings, try KeyFile.passingSecrets()) }
        try makeFolder(settings.dataFolder)
        try KeyFile.settle(settings)
        keyFile = KeyFile.path(settings.values)
        let given = [SecretFile(keyFile)].compactMap(\.self) + settings.secretFiles
        secrets = try KeyFile.secrets(file: keyFile)
        loaded = try Self.reference(settings, secrets)
        secretFiles = given + loaded.secretFiles
        warnings = loaded.warnings + loaded.warnings(of: topics) + given.compactMap(\.exposure)
        let decides = settings.roles.contains(where: \.keepsState)
        lanes = decides ? try LaneFolder.lock(LaneFolder.path(in: settings.dataFolder)) : nil
    }

    var reference: Reference { loaded.reference }

    /// The fingerprints of the keys that new commands come in under.
    var keys: String { secrets.keys.current.description }

    /// What the log has against the configuration, at its place there.
    func error(of refusal: LogRefusal) -> ConfigurationError {
        switch refusal {
        case .ranges(let fault): loaded.error(at: fault.range, fault.message)
        case .keys(let fault): ConfigurationError(file: keyFile, message: fault.message)
        case .topics(let error): ConfigurationError(file: topicsFolder, message: error.message)
        }
    }

    /// Whether a start with the files as they are now would come as far, and under keys that the log is decided under.
    /// Changes nothing.
    func check(again settings: ServiceSettings) throws {
        _ = try loadTopics(folder: settings.topicsFolder)
        let secrets = try KeyFile.secrets(file: keyFile)
        guard secrets.keys.hold(self.secrets.keys.current) else {
            let fault = KeyFault(running: self.secrets.keys.current, known: secrets.keys)
            throw ConfigurationError(file: keyFile, message: fault.message)
        }
        _ = try Self.reference(settings, secrets)
    }

    private static func reference(_ settings: ServiceSettings, _ secrets: Secrets) throws -> LoadedReference {
        try loadReference(
            folder: settings.values[SharedOptions.config], environment: ProcessInfo.processInfo.environment,
            digest: { secrets.passwordDigest(carrier: $0, bizID: $1, password: $2) },
            otherDigests: { secrets.otherPasswordDigests(carrier: $0, bizID: $1, password: $2) })
    }
}
