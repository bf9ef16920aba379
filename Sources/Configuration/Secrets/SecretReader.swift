internal import Files
internal import YAML

/// Reads a secret that is given as `<key>`, `<key>_file` or `<key>_env`, exactly one of them.
struct SecretReader {
    private let folder: String
    private let environment: [String: String]
    /// Whose entries give the secrets.
    let file: String
    /// The same, where secrets are written into it.
    private let inline: SecretFile?

    init(_ file: String, in folder: String, environment: [String: String]) {
        self.folder = folder
        self.environment = environment
        self.file = path(file, in: folder)
        inline = SecretFile(self.file)
    }

    static func keys(_ key: String) -> [String] { [key, key + "_file", key + "_env"] }

    /// A secret, and the key that it was given by, for what is found about it later.
    struct Found {
        let text: String
        let node: YAMLNode
    }

    /// Nil, and an error more, where it is missing or empty. What it says stands in no message.
    func secret(_ key: String, of entry: YAMLNode, _ findings: inout Findings) -> Found? {
        var sources: [(index: Int, node: YAMLNode)] = []
        for (index, name) in Self.keys(key).enumerated() {
            if let node = findings.reading(try entry.optional(name)) ?? nil { sources.append((index, node)) }
        }
        guard let source = sources.first, sources.count == 1 else {
            // A second one is where the line is to go; a missing one has no line.
            let node = sources.last?.node ?? entry
            let keys = Self.keys(key).joined(separator: ", ")
            findings.add(node, sources.isEmpty ? "lacks one of \(keys)" : "is one too many: give one of \(keys)")
            return nil
        }
        guard let (text, file) = findings.reading(try read(source.index, source.node)) else { return nil }
        if let file { findings.add(file) }
        return Found(text: text, node: source.node)
    }

    /// The secret, and the file that it stands in. `source` is its place among `keys`.
    private func read(_ source: Int, _ node: YAMLNode) throws(ConfigurationError) -> (text: String, file: SecretFile?) {
        let text = try node.string()
        let found: (text: String, file: SecretFile?)
        switch source {
        case 0: found = (text, inline)
        case 1: found = try read(file: text, node)
        default:
            guard let value = environment[text] else {
                throw node.error("names the environment variable \(text), which is not set")
            }
            found = (value, nil)
        }
        guard !found.text.isEmpty else { throw node.error("gives a secret that is empty") }
        guard found.text.utf8.count <= ConfigurationLimits.secretByteCountMax else {
            throw node.error("gives a secret that is longer than \(ConfigurationLimits.secretByteCountMax) bytes")
        }
        return found
    }

    private func read(file name: String, _ node: YAMLNode) throws(ConfigurationError) -> (String, SecretFile?) {
        let file = path(name, in: folder)
        do throws(ConfigurationError) {
            let content = try readConfiguration(file, byteCountMax: ConfigurationLimits.secretByteCountMax)
            guard let secret = String(validating: content.bytes, as: UTF8.self) else {
                throw ConfigurationError(file: file, message: "is not UTF-8")
            }
            // An editor ends a file with a line end; the secret has none.
            let end = secret.unicodeScalars.lastIndex { $0 != "\n" && $0 != "\r" }
            return (end.map { String(secret.unicodeScalars[...$0]) } ?? "", SecretFile(file, content))
        } catch {
            throw node.error("names \(error.file), which \(error.message)")
        }
    }
}
