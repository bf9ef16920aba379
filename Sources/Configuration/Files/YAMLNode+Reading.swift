internal import Files
internal import Waybill
internal import YAML

extension YAMLNode {
    /// The entries of the one list that a file holds under `key`; empty, and an error more, where that is wrong.
    static func list(_ key: String, file: String, countMax: Int, _ findings: inout Findings) -> ArraySlice<YAMLNode> {
        guard let root = findings.reading(try readYAML(path: file)) else { return [] }
        findings.reading(try root.checkKeys(known: [key]))
        return findings.items(key, of: root, countMax: countMax, ("entry", "entries"))
    }

    /// What is made of this node's values; what is wrong with them is wrong here.
    func making<Value>(
        _ make: @autoclosure () throws(ReferenceFault) -> Value
    ) throws(ConfigurationError) -> Value {
        do throws(ReferenceFault) {
            return try make()
        } catch {
            throw ConfigurationError(file: file, line: line, message: error.message)
        }
    }

    /// The value under a key, to point at; this node where it has none.
    func value(of key: String) -> YAMLNode {
        guard let value = try? optional(key) else { return self }
        return value
    }

    /// Required text of 1 to `byteCountMax` bytes.
    func text(_ key: String, byteCountMax: Int = ConfigurationLimits.nameByteCountMax) throws(ConfigurationError)
        -> String
    {
        try required(key).text(byteCountMax: byteCountMax)
    }

    func text(byteCountMax: Int) throws(ConfigurationError) -> String {
        let text = try string()
        guard (1...byteCountMax).contains(text.utf8.count) else {
            throw error("must have 1 to \(byteCountMax) bytes")
        }
        return text
    }

    /// Required text of the characters that can stand in a path, a key of the log, or a file name.
    func identifier(_ key: String) throws(ConfigurationError) -> String {
        let node = try required(key)
        let text = try node.text(byteCountMax: ConfigurationLimits.nameByteCountMax)
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789_-".unicodeScalars.contains(scalar))
        }
        guard isPlain else { throw node.error("must be of letters, digits, - and _") }
        return text
    }
}

/// A path as the user wrote it, below a folder unless it is absolute.
func path(_ name: String, in folder: String) -> String {
    if name.hasPrefix("/") { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
}
