internal import YAML

/// What is wrong in a configuration file, and where. Never holds the value of a secret.
package struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; nil where the file as a whole is meant.
    package let line: Int?
    package let message: String

    package init(file: String, line: Int?, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    init(_ error: YAMLError) {
        self.init(file: error.file, line: error.line > 0 ? error.line : nil, message: error.message)
    }

    /// A file that holds secrets and that everybody may read.
    static func exposed(_ file: String) -> ConfigurationError {
        ConfigurationError(
            file: file, line: nil, message: "everybody on this machine can read this secret; chmod 600 \(file)")
    }

    /// The last of many such files.
    static func exposed(_ file: String, besides unnamedCount: Int) -> ConfigurationError {
        ConfigurationError(
            file: file, line: nil,
            message: "everybody on this machine can read this secret and others that are not named here "
                + "(\(unnamedCount)); chmod 600 all that hold secrets")
    }

    package var description: String { line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)" }
}

/// Everything that is wrong in a folder of configuration files, in the order of the files read.
package struct ConfigurationFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// At most `ConfigurationLimits.errorCountMax`, at least one.
    package let errors: [ConfigurationError]
    /// How many more there were.
    package let omittedCount: Int

    package var description: String {
        let rest = omittedCount == 0 ? [] : ["and \(omittedCount) more"]
        return (errors.map(\.description) + rest).joined(separator: "\n")
    }
}
