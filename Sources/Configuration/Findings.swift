internal import Waybill
internal import YAML

/// Collects what is wrong, so that one start names it all.
struct Findings {
    private(set) var errors: [ConfigurationError] = []
    private(set) var warnings: [ConfigurationError] = []
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

    /// Each is said once, however many entries it is found by.
    mutating func warn(_ warning: ConfigurationError) {
        guard warnings.count < ConfigurationLimits.warningCountMax, !warnings.contains(warning) else { return }
        warnings.append(warning)
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
