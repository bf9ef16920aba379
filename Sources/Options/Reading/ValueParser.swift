/// Text to a value of a kind, or what is wrong with it.
enum ValueParser {
    /// The fault is the end of a sentence that names the option: "is not a number from 1 to 65535".
    struct Fault: Error {
        let text: String
    }

    static func value(_ text: String, _ kind: OptionKind) throws(Fault) -> OptionValue {
        guard text.utf8.count <= OptionsLimits.valueByteCountMax, !text.utf8.contains(0) else {
            throw Fault(text: "is too long or holds a NUL; at most \(OptionsLimits.valueByteCountMax) bytes")
        }
        switch kind {
        case .flag: return .flag(try flag(text))
        case .text, .secret: return .text(text)
        case .integer(let range): return .integer(try integer(text, range))
        case .duration(let range):
            let need = "a time with its unit is needed, such as 250ms, 5s, 2m, 1h or 7d"
            return .duration(try bounded(text, Units.duration(text), range, need, kind))
        case .byteCount(let range):
            let need = "a number of bytes is needed, such as 512, 64KiB or 10MB"
            return .integer(try bounded(text, Units.byteCount(text), range, need, kind))
        case .choice(let choices): return .text(try choice(text, choices))
        case .file, .folder:
            if text.isEmpty { throw Fault(text: "is empty; a path is needed") }
            return .text(text)
        case .hostPort: return .hostPort(try hostPort(text))
        case .value(let kind, let none):
            if text == none { return .absent(none) }
            do throws(Fault) { return try value(text, kind) } catch { throw Fault(text: "\(error.text), or \(none)") }
        }
    }

    /// What is legal, for the help; nil when the placeholder says it all.
    static func rule(_ kind: OptionKind) -> String? {
        switch kind {
        case .integer(let range): span("\(range.lowerBound)", range.upperBound == .max ? nil : "\(range.upperBound)")
        case .duration(let range): span(Units.text(range.lowerBound), Units.text(range.upperBound))
        case .byteCount(let range):
            span(
                Units.text(bytes: range.lowerBound),
                range.upperBound == .max ? nil : Units.text(bytes: range.upperBound))
        case .choice(let choices): choices.joined(separator: ", ")
        case .value(let kind, let none): (rule(kind).map { $0 + ", " } ?? "") + "or \(none)"
        case .flag, .text, .file, .folder, .hostPort, .secret: nil
        }
    }

    private static func span(_ low: String, _ high: String?) -> String {
        high.map { "\(low) to \($0)" } ?? "\(low) or more"
    }

    private static func flag(_ text: String) throws(Fault) -> Bool {
        switch text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw Fault(text: "is \(shown(text)); true or false is needed")
        }
    }

    private static func integer(_ text: String, _ range: ClosedRange<Int>) throws(Fault) -> Int {
        guard let value = Int(text), range.contains(value) else {
            throw Fault(text: "is \(shown(text)); a whole number is needed, \(rule(.integer(range)) ?? "")")
        }
        return value
    }

    /// A value in its range; `need` says what there must be where it is none.
    private static func bounded<Value: Comparable>(
        _ text: String, _ value: Value?, _ range: ClosedRange<Value>, _ need: String, _ kind: OptionKind
    ) throws(Fault) -> Value {
        guard let value else { throw Fault(text: "is \(shown(text)); \(need)") }
        guard range.contains(value) else { throw Fault(text: "is \(shown(text)); it must be \(rule(kind) ?? "")") }
        return value
    }

    private static func choice(_ text: String, _ choices: [String]) throws(Fault) -> String {
        if choices.contains(text) { return text }
        let guess = Suggestion.nearest(to: text, in: choices).map { "did you mean \($0)? " } ?? ""
        throw Fault(text: "is \(shown(text)); \(guess)it must be one of \(choices.joined(separator: ", "))")
    }

    private static func hostPort(_ text: String) throws(Fault) -> HostPort {
        let fault = Fault(text: "is \(shown(text)); a host and a port are needed, such as 127.0.0.1:8080 or [::1]:8080")
        guard let colon = text.lastIndex(of: ":") else { throw fault }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { throw fault }
        guard let port = UInt16(digits) else {
            throw Fault(text: "is \(shown(text)); the port is out of range, it must be 0 to \(UInt16.max)")
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { throw fault }
        } else if host.contains(":") {
            throw fault
        }
        guard host.allSatisfy({ $0.isASCII && !$0.isWhitespace && $0 != "/" }) else { throw fault }
        return HostPort(host: String(host), port: port)
    }
}
