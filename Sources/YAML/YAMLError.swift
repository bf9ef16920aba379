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

/// What a configuration file may cost.
package enum YAMLLimits {
    package static let fileByteCountMax = 4 << 20
    package static let nodeCountMax = 100_000
    package static let depthMax = 32
    /// Of a key or a suggestion inside a message.
    static let quotedCharacterCountMax = 64
    /// Longer keys have no near neighbours worth naming.
    static let suggestedKeyByteCountMax = 64
}
