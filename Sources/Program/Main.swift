internal import Configuration
internal import Files
internal import Foundation
internal import Options
internal import Telemetry

@main
enum Main {
    static func main() {
        for fault in LimitRelations.faults {
            StandardError.tell("this program was built wrongly: not true that \(fault)")
        }
        if !LimitRelations.faults.isEmpty { exit(Exit.failure) }
        let code = run(Array(CommandLine.arguments.dropFirst()), ProcessInfo.processInfo.environment)
        guard let fault = StandardOutput.fault else { exit(code) }
        StandardError.tell(fault.description)
        exit(code == Exit.success ? Exit.failure : code)
    }

    static let tree = CommandTree(
        root: CommandSpec(
            "waybill", summary: "the carrier's side of WeChat's logistics assistant",
            details: """
                Takes the order events that WeChat pushes, issues waybills exactly once, and keeps every failure where \
                an operator can see it. Start with: waybill serve

                Every option can also come from the environment (WAYBILL_DATA for --data) and from a file (--options); \
                the command line goes before the environment, the environment before the file.
                """,
            options: [SharedOptions.options],
            exitCodes: Exit.table,
            commands: [
                ServeCommand.serve
            ] + ServeCommand.alone + [
                TopicsCommand.group, DeadLettersCommand.group, PushCommand.push, ConfigCommand.group,
            ]),
        version: Identity.version, configuration: SharedOptions.options)

    private static func run(_ arguments: [String], _ environment: [String: String]) -> Int32 {
        let parsed = parse(arguments, environment)
        switch parsed {
        case .help(let text), .version(let text), .completion(let text):
            StandardOutput.tell(text)
            return Exit.success
        case .failure(let error):
            StandardError.tell(error.description)
            return error.exitCode
        case .run(let command, let values):
            for warning in values.warnings { StandardError.tell("warning: \(warning)") }
            return run(command, values)
        }
    }

    private static func parse(_ arguments: [String], _ environment: [String: String]) -> Parsed {
        tree.parse(arguments, environment: environment) { file throws(UsageError) in
            do throws(ConfigurationFailure) {
                return try loadOptions(file: file).map { entry in
                    (entry.name, entry.value, "\(file):\(entry.line)")
                }
            } catch {
                throw UsageError(.file, error.description)
            }
        }
    }

    /// What this process's call says with the files as they are now; nil for one that is no command's.
    static func valuesNow() throws -> Values? {
        switch parse(Array(CommandLine.arguments.dropFirst()), ProcessInfo.processInfo.environment) {
        case .run(_, let values): return values
        case .failure(let error): throw error
        case .help, .version, .completion: return nil
        }
    }

    /// A service tells it in its log.
    private static func warn(_ command: [String], _ values: Values) {
        guard ServeCommand.roles(of: command) == nil else { return }
        for warning in KafkaSettings.secretFiles(values).compactMap(\.exposure) {
            StandardError.tell("warning: \(warning)")
        }
    }

    private static func run(_ command: [String], _ values: Values) -> Int32 {
        warn(command, values)
        do {
            if let roles = ServeCommand.roles(of: command) { return try ServeCommand.run(roles, values) }
            switch command {
            case ["topics", "show"]: return try TopicsCommand.runShow(values)
            case ["topics", "check"]: return try TopicsCommand.runCheck(values)
            case ["topics", "apply"]: return try TopicsCommand.runApply(values)
            case ["topics", "access"]: return try AccessCommand.run(values)
            case ["dead-letters", "list"]: return try DeadLettersCommand.runList(values)
            case ["dead-letters", "show"]: return try DeadLettersCommand.runShow(values)
            case ["push"]: return try PushCommand.run(values)
            case ["config", "check"]: return try ConfigCommand.runCheck(values)
            case ["config", "make-keys"]: return try ConfigCommand.runMakeKeys(values)
            default:
                StandardError.tell("there is no command \(command.joined(separator: " "))")
                return Exit.usage
            }
        } catch {
            StandardError.tell("\(error)")
            return switch error {
            case let error as UsageError: error.exitCode
            case is ConfigurationError, is ConfigurationFailure: Exit.configuration
            default: Exit.failure
            }
        }
    }
}
