internal import YAML

extension YAMLNode {
    /// The entries of the one list that a file holds under `key`; empty, and an error more, where that is wrong.
    static func list(_ key: String, file: String, countMax: Int, _ findings: inout Findings) -> [YAMLNode] {
        guard let root = findings.reading({ () throws(YAMLError) in try readYAML(path: file) }) else { return [] }
        _ = findings.reading { () throws(YAMLError) in try root.checkKeys(known: [key]) }
        guard
            let list = findings.reading({ () throws(YAMLError) in try root.required(key) }),
            let items = findings.reading(list.items)
        else { return [] }
        if items.isEmpty { findings.add(list, "must have at least one entry") }
        if items.count > countMax { findings.add(list, "must have at most \(countMax) entries") }
        return Array(items.prefix(countMax))
    }

    /// The value under a key, to point at; this node where it has none.
    func value(of key: String) -> YAMLNode {
        guard let value = try? optional(key) else { return self }
        return value
    }

    /// Required text of 1 to `byteCountMax` bytes.
    func text(_ key: String, byteCountMax: Int = ConfigurationLimits.nameByteCountMax) throws(YAMLError) -> String {
        try required(key).text(byteCountMax: byteCountMax)
    }

    func text(byteCountMax: Int) throws(YAMLError) -> String {
        let text = try string()
        guard (1...byteCountMax).contains(text.utf8.count) else {
            throw error("must have 1 to \(byteCountMax) bytes")
        }
        return text
    }

    /// Required text of the characters that can stand in a path, a key of the log, or a file name.
    func identifier(_ key: String) throws(YAMLError) -> String {
        let node = try required(key)
        let text = try node.text(byteCountMax: ConfigurationLimits.nameByteCountMax)
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789_-".unicodeScalars.contains(scalar))
        }
        guard isPlain else { throw node.error("must be of letters, digits, - and _") }
        return text
    }
}
