package import Files

/// One value of a YAML file, with its place in it.
package struct YAMLNode: Sendable {
    package indirect enum Content: Sendable {
        /// The text without its quotes. A plain one has none, so that a plain `null` differs from a quoted one.
        case scalar(String, isPlain: Bool)
        /// In the order of the file; no key comes twice.
        case mapping([YAMLEntry])
        case sequence([YAMLNode])
    }

    package let content: Content
    /// What this value is under, for messages: `'port'`, `entry 3`, `'port' of entry 3`; empty for the whole file.
    package let name: String
    package let file: String
    /// From 1.
    package let line: Int

    /// Whether it says nothing: empty, `~` or `null` without quotes.
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return text.isEmpty || text == "~" || text == "null"
    }

    /// An error at this node, for rules that the accessors do not know.
    package func error(_ message: String) -> ConfigurationError {
        let subject = name.isEmpty ? "" : name + " "
        return ConfigurationError(file: file, line: line, message: subject + message)
    }
}

/// A key and its value.
package struct YAMLEntry: Sendable {
    package let key: String
    package let keyLine: Int
    package let value: YAMLNode
}

extension String {
    /// In single quotes, without control characters, and shortened where it is long.
    var quotedForMessage: String {
        let shown = prefix(YAMLLimits.quotedCharacterCountMax).map { character in
            character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } ? character : "?"
        }
        return "'" + String(shown) + (count > YAMLLimits.quotedCharacterCountMax ? "..." : "") + "'"
    }
}
