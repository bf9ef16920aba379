package import Files

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

extension ConfigurationError {
    /// A file that holds secrets and that everybody may read.
    static func exposed(_ file: String) -> ConfigurationError {
        ConfigurationError(file: file, message: "everybody on this machine can read this secret; chmod 600 \(file)")
    }

    /// The last of many such files.
    static func exposed(_ file: String, besides unnamedCount: Int) -> ConfigurationError {
        ConfigurationError(
            file: file,
            message: "everybody on this machine can read this secret and others that are not named here "
                + "(\(unnamedCount)); chmod 600 all that hold secrets")
    }
}
