/// What is wrong in a configuration file, and where. Never holds the value of a secret.
package struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; nil where the file as a whole is meant.
    package let line: Int?
    package let message: String

    package init(file: String, line: Int? = nil, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    package var description: String { line.map { "\(file):\($0): \(message)" } ?? "\(file): \(message)" }
}

/// Reads a configuration file of at most so many bytes.
package func readConfiguration(_ path: String, byteCountMax: Int) throws(ConfigurationError) -> FileContent {
    do throws(FileFault) {
        return try readFile(path, byteCountMax: byteCountMax)
    } catch {
        throw ConfigurationError(file: path, message: error.message)
    }
}

extension [UInt8] {
    /// The line (from 1) of the first byte that is not UTF-8; nil where all are.
    package var lineNotUTF8: Int? {
        guard String(validating: self, as: UTF8.self) == nil else { return nil }
        let lines = split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}
