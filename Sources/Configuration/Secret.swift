internal import YAML

/// Reads a secret that is given as `<key>`, `<key>_file` or `<key>_env`, exactly one of them.
struct SecretReader {
    let folder: String
    let environment: [String: String]

    static func keys(_ key: String) -> [String] { [key, key + "_file", key + "_env"] }

    /// Nil, and an error more, where it is missing or empty. What it says stands in no message.
    func secret(_ key: String, of entry: YAMLNode, _ findings: inout Findings) -> String? {
        let sources: [(index: Int, node: YAMLNode)] = Self.keys(key).enumerated().compactMap { index, name in
            (findings.reading { () throws(YAMLError) in try entry.optional(name) } ?? nil).map { (index, $0) }
        }
        guard let source = sources.first, sources.count == 1 else {
            findings.add(entry, "must have exactly one of \(Self.keys(key).joined(separator: ", "))")
            return nil
        }
        guard let text = findings.reading(source.node.string) else { return nil }
        switch source.index {
        case 0: return check(text, source.node, &findings)
        case 1: return read(file: text, source.node, &findings)
        default:
            guard let value = environment[text] else {
                findings.add(source.node, "the environment variable \(text) is not set")
                return nil
            }
            return check(value, source.node, &findings)
        }
    }

    private func read(file name: String, _ node: YAMLNode, _ findings: inout Findings) -> String? {
        let file = path(name, in: folder)
        do throws(ConfigurationError) {
            let text = try TextFile(path: file, byteCountMax: ConfigurationLimits.secretByteCountMax)
            if text.isReadableByOthers {
                findings.warn(file, nil, "everybody on this machine can read this secret; chmod o-r")
            }
            guard let secret = String(validating: text.bytes, as: UTF8.self) else {
                throw ConfigurationError(file: file, line: nil, message: "not UTF-8")
            }
            // An editor ends a file with a line end; the secret has none.
            let end = secret.unicodeScalars.lastIndex { $0 != "\n" && $0 != "\r" }
            return check(end.map { String(secret.unicodeScalars[...$0]) } ?? "", node, &findings)
        } catch {
            findings.add(node, "\(error.file): \(error.message)")
            return nil
        }
    }

    private func check(_ secret: String, _ node: YAMLNode, _ findings: inout Findings) -> String? {
        guard !secret.isEmpty else {
            findings.add(node, "the secret is empty")
            return nil
        }
        guard secret.utf8.count <= ConfigurationLimits.secretByteCountMax else {
            findings.add(node, "the secret is longer than \(ConfigurationLimits.secretByteCountMax) bytes")
            return nil
        }
        return secret
    }
}
