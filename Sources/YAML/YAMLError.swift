/// What is wrong in a configuration file, and where. Names keys, never the values under them: one may be a secret.
package struct YAMLError: Error, Equatable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; 0 where the file as a whole is meant.
    package let line: Int
    package let message: String

    package init(file: String, line: Int, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    package var description: String { line == 0 ? "\(file): \(message)" : "\(file):\(line): \(message)" }
}
