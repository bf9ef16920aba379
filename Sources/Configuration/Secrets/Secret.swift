internal import YAML

/// Reads a secret that is given as `<key>`, `<key>_file` or `<key>_env`, exactly one of them.
struct SecretReader {
    let folder: String
    let environment: [String: String]

    static func keys(_ key: String) -> [String] { [key, key + "_file", key + "_env"] }

    /// A secret, and the key that it was given by, for what is found about it later.
    struct Found {
        let text: String
        let node: YAMLNode
    }

    /// Nil, and an error more, where it is missing or empty. What it says stands in no message. `file` is the one that
    /// the entry stands in, which holds a secret itself where one is written into it.
    func secret(
        _ key: String, of entry: YAMLNode, in file: SecretFile?, _ findings: inout Findings
    ) -> Found? {
        let sources: [(index: Int, node: YAMLNode)] = Self.keys(key).enumerated().compactMap { index, name in
            (findings.reading { () throws(YAMLError) in try entry.optional(name) } ?? nil).map { (index, $0) }
        }
        guard let source = sources.first, sources.count == 1 else {
            // A second one is where the line is to go; a missing one has no line.
            let node = sources.last?.node ?? entry
            let keys = Self.keys(key).joined(separator: ", ")
            findings.add(node, sources.isEmpty ? "lacks one of \(keys)" : "is one too many: give one of \(keys)")
            return nil
        }
        let secret = text(source, in: file, &findings)
        return secret.map { Found(text: $0, node: source.node) }
    }

    private func text(
        _ source: (index: Int, node: YAMLNode), in inline: SecretFile?, _ findings: inout Findings
    ) -> String? {
        guard let text = findings.reading(source.node.string) else { return nil }
        switch source.index {
        case 0:
            if let inline { findings.add(inline) }
            return check(text, source.node, &findings)
        case 1: return read(file: text, source.node, &findings)
        default:
            guard let value = environment[text] else {
                findings.add(source.node, "names the environment variable \(text), which is not set")
                return nil
            }
            return check(value, source.node, &findings)
        }
    }

    private func read(file name: String, _ node: YAMLNode, _ findings: inout Findings) -> String? {
        let file = path(name, in: folder)
        do throws(ConfigurationError) {
            let text = try TextFile(path: file, byteCountMax: ConfigurationLimits.secretByteCountMax)
            findings.add(SecretFile(file, text.bytes, isReadableByOthers: text.isReadableByOthers))
            guard let secret = String(validating: text.bytes, as: UTF8.self) else {
                throw ConfigurationError(file: file, line: nil, message: "is not UTF-8")
            }
            // An editor ends a file with a line end; the secret has none.
            let end = secret.unicodeScalars.lastIndex { $0 != "\n" && $0 != "\r" }
            return check(end.map { String(secret.unicodeScalars[...$0]) } ?? "", node, &findings)
        } catch {
            findings.add(node, "names \(error.file), which \(error.message)")
            return nil
        }
    }

    private func check(_ secret: String, _ node: YAMLNode, _ findings: inout Findings) -> String? {
        guard !secret.isEmpty else {
            findings.add(node, "gives a secret that is empty")
            return nil
        }
        guard secret.utf8.count <= ConfigurationLimits.secretByteCountMax else {
            findings.add(node, "gives a secret that is longer than \(ConfigurationLimits.secretByteCountMax) bytes")
            return nil
        }
        return secret
    }
}
