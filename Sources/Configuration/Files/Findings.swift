internal import Waybill
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
        add(ConfigurationError(node.error(message)))
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
    mutating func reading<Value>(_ read: () throws(YAMLError) -> Value) -> Value? {
        do throws(YAMLError) {
            return try read()
        } catch {
            add(ConfigurationError(error))
            return nil
        }
    }

    /// The value, or nil and an error more at the node.
    mutating func making<Value>(at node: YAMLNode, _ make: () throws(ReferenceFault) -> Value) -> Value? {
        do throws(ReferenceFault) {
            return try make()
        } catch {
            add(ConfigurationError(file: node.file, line: node.line, message: error.message))
            return nil
        }
    }

    func throwIfAny() throws(ConfigurationFailure) {
        guard errors.isEmpty else { throw ConfigurationFailure(errors: errors, omittedCount: omittedCount) }
    }
}
