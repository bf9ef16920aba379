internal import Files
internal import YAML

/// Collects what is wrong, so that one start names it all.
struct Findings {
    private(set) var errors: [ConfigurationError] = []
    private(set) var warnings: [ConfigurationError] = []
    private var exposedCount = 0
    /// The files that secrets were read from, each once.
    private(set) var secretFiles: [SecretFile] = []
    private var secretPaths: Set<String> = []
    private var omittedCount = 0

    mutating func add(_ error: ConfigurationError) {
        if errors.count < ConfigurationLimits.errorCountMax { errors.append(error) } else { omittedCount += 1 }
    }

    mutating func add(_ file: String, _ line: Int?, _ message: String) {
        add(ConfigurationError(file: file, line: line, message: message))
    }

    mutating func add(_ node: YAMLNode, _ message: String) {
        add(node.error(message))
    }

    /// Each counts once, however many entries it is found by; of many that everybody may read the rest is counted.
    mutating func add(_ file: SecretFile) {
        guard secretPaths.insert(file.path).inserted else { return }
        secretFiles.append(file)
        guard let exposure = file.exposure else { return }
        exposedCount += 1
        let unnamedCount = exposedCount - ConfigurationLimits.warningCountMax
        if unnamedCount > 0 { warnings.removeLast() }
        warnings.append(unnamedCount > 0 ? .exposed(file.path, besides: unnamedCount) : exposure)
    }

    /// The value, or nil and an error more.
    @discardableResult
    mutating func reading<Value>(_ read: @autoclosure () throws(ConfigurationError) -> Value) -> Value? {
        do throws(ConfigurationError) {
            return try read()
        } catch {
            add(error)
            return nil
        }
    }

    /// The entries of a list under a key that must have some; empty, and an error more, where that is wrong.
    mutating func items(
        _ key: String, of node: YAMLNode, countMax: Int, _ noun: (one: String, many: String)
    ) -> ArraySlice<YAMLNode> {
        guard let list = reading(try node.required(key)), let items = reading(try list.items()) else { return [] }
        if items.isEmpty { add(list, "must have at least one \(noun.one)") }
        if items.count > countMax { add(list, "must have at most \(countMax) \(noun.many)") }
        return items.prefix(countMax)
    }

    func throwIfAny() throws(ConfigurationFailure) {
        guard errors.isEmpty else { throw ConfigurationFailure(errors: errors, omittedCount: omittedCount) }
    }
}
