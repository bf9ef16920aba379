internal import Configuration
internal import Files
internal import Foundation
internal import Options
internal import Records
internal import Waybill

/// `waybill config check`: everything that a start would check, without a start.
enum ConfigCommand {
    static let check = CommandSpec(
        "check", summary: "checks every configuration file",
        details: """
            Reads the configuration and topics folders as a start would, and prints each fault with file and line. \
            It knows no log: whether numbers of a changed range were issued before, the start finds out, and stops \
            with exit code 78 where they were.
            """,
        options: [SharedOptions.config, SharedOptions.topics],
        examples: [Example("waybill config check --config /etc/waybill", "before a deployment")],
        exitCodes: Exit.table)

    static let makeKeys = CommandSpec(
        "make-keys", summary: "makes the keys that all processes on one cluster share",
        details: """
            Writes new keys, which seal tokens and digest passwords, into a file that only its owner may read. A file \
            that is there already stays as it is.
            """,
        operands: [Operand("FILE", "The file to make.", content: .file)], options: [],
        examples: [Example("waybill config make-keys keys.yaml", "then --keys keys.yaml for every process")],
        exitCodes: Exit.table)

    static let group = CommandSpec(
        "config", summary: "the configuration files: check, make-keys",
        details:
            "Carriers, apps, accounts, areas and routes are read whole at the start and checked against each other.",
        commands: [check, makeKeys])

    static func runMakeKeys(_ values: Values) throws -> Int32 {
        guard let file = values.operands.first else { throw UsageError(.commandLine, "name the file to make") }
        guard try KeyFile.make(file) else {
            throw FileFault(path: file, message: "is there already, and stays as it is")
        }
        StandardOutput.tell("\(file) is made; keep a copy where the data's backups are not")
        return Exit.success
    }

    static func runCheck(_ values: Values) throws -> Int32 {
        let secrets = try KeyFile.passingSecrets()
        let loaded = try loadReference(
            folder: values[SharedOptions.config], environment: ProcessInfo.processInfo.environment,
            digest: { secrets.passwordDigest(carrier: $0, bizID: $1, password: $2) })
        let topics = try loadTopics(folder: values[SharedOptions.topics])
        for warning in loaded.warnings + loaded.warnings(of: topics) { StandardError.tell("warning: \(warning)") }
        let reference = loaded.reference
        StandardOutput.tell(
            """
            the configuration is right: \(reference.carriers.count) carriers, \(reference.apps.count) apps, \
            \(reference.accounts.count) accounts, \(topics.count) topics
            """)
        return Exit.success
    }
}
