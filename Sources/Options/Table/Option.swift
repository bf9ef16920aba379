/// An option with the type of its value: a row of the table and the key to the parsed values in one.
///
///     static let port = Option.integer("port", in: 1...65_535, default: 8080, placeholder: "PORT", "Where to listen.")
///     let number: Int = values[port]
package struct Option<Value: Sendable>: DeclaredOption {
    package let row: OptionRow
    let read: @Sendable (OptionValue?) -> Value

    fileprivate init(
        _ name: String, _ placeholder: String, _ kind: OptionKind, default fallback: String? = nil, _ summary: String,
        read: @escaping @Sendable (OptionValue?) -> Value
    ) {
        row = OptionRow(name: name, placeholder: placeholder, kind: kind, fallback: fallback, summary: summary)
        self.read = read
    }
}

extension Option where Value == Bool {
    /// False unless given.
    package static func flag(_ name: String, _ summary: String) -> Option {
        Option(name, "", .flag, summary) { $0?.flag ?? false }
    }
}

extension Option where Value == String {
    package static func text(
        _ name: String, default fallback: String, placeholder: String = "TEXT", _ summary: String
    ) -> Option {
        Option(name, placeholder, .text, default: fallback, summary) { $0?.text ?? fallback }
    }

    package static func folder(_ name: String, default fallback: String, _ summary: String) -> Option {
        Option(name, "FOLDER", .folder, default: fallback, summary) { $0?.text ?? fallback }
    }

    /// One of these words.
    package static func choice(
        _ name: String, of words: [String], default fallback: String, placeholder: String, _ summary: String
    ) -> Option {
        Option(name, placeholder, .choice(words), default: fallback, summary) { $0?.text ?? fallback }
    }
}

extension Option where Value == String? {
    package static func text(_ name: String, placeholder: String = "TEXT", _ summary: String) -> Option {
        Option(name, placeholder, .text, summary) { $0?.text }
    }

    package static func file(_ name: String, _ summary: String) -> Option {
        Option(name, "FILE", .file, summary) { $0?.text }
    }
}

extension Option where Value == Int {
    package static func integer(
        _ name: String, in range: ClosedRange<Int>, default fallback: Int, placeholder: String = "N", _ summary: String
    ) -> Option {
        Option(name, placeholder, .integer(range), default: "\(fallback)", summary) { $0?.integer ?? fallback }
    }

    package static func byteCount(
        _ name: String, in range: ClosedRange<Int>, default fallback: Int, _ summary: String
    ) -> Option {
        Option(name, "BYTES", .byteCount(range), default: Units.text(bytes: fallback), summary) {
            $0?.integer ?? fallback
        }
    }
}

extension Option where Value == Int? {
    package static func integer(_ name: String, in range: ClosedRange<Int>, _ summary: String) -> Option {
        Option(name, "N", .integer(range), summary) { $0?.integer }
    }
}

extension Option where Value == Duration {
    package static func duration(
        _ name: String, in range: ClosedRange<Duration>, default fallback: Duration, _ summary: String
    ) -> Option {
        Option(name, "TIME", .duration(range), default: Units.text(fallback), summary) { $0?.duration ?? fallback }
    }
}

extension Option where Value == Duration? {
    /// Nil for the word that stands for none.
    package static func duration(
        _ name: String, in range: ClosedRange<Duration>, default fallback: Duration, none: String, _ summary: String
    ) -> Option {
        Option(name, "TIME", .value(.duration(range), none: none), default: Units.text(fallback), summary) { value in
            value.map { $0.duration } ?? fallback
        }
    }
}

extension Option where Value == HostPort {
    package static func hostPort(_ name: String, default fallback: HostPort, _ summary: String) -> Option {
        Option(name, "HOST:PORT", .hostPort, default: "\(fallback)", summary) { $0?.hostPort ?? fallback }
    }
}

extension Option where Value == HostPort? {
    /// Nil for the word that stands for none.
    package static func hostPort(
        _ name: String, default fallback: HostPort, none: String, _ summary: String
    ) -> Option {
        Option(name, "HOST:PORT", .value(.hostPort, none: none), default: "\(fallback)", summary) { value in
            value.map { $0.hostPort } ?? fallback
        }
    }
}

extension Option where Value == Secret? {
    /// Given as `--NAME-file FILE`, in the variable `..._NAME_FILE`, or itself in the variable `..._NAME`.
    package static func secret(_ name: String, _ summary: String) -> Option {
        Option(name, "FILE", .secret, summary) { $0?.secret }
    }
}

extension Option where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the cases of an enumeration, by its raw value.
    package static func choice(
        _ name: String, default fallback: Value, placeholder: String, _ summary: String
    ) -> Option {
        Option(name, placeholder, .choice(Value.allCases.map(\.rawValue)), default: fallback.rawValue, summary) {
            $0?.text.flatMap(Value.init(rawValue:)) ?? fallback
        }
    }
}

extension OptionValue {
    fileprivate var flag: Bool? { if case .flag(let value) = self { value } else { nil } }
    fileprivate var text: String? { if case .text(let value) = self { value } else { nil } }
    fileprivate var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    fileprivate var duration: Duration? { if case .duration(let value) = self { value } else { nil } }
    fileprivate var hostPort: HostPort? { if case .hostPort(let value) = self { value } else { nil } }
    fileprivate var secret: Secret? { if case .secret(let value) = self { value } else { nil } }
}
