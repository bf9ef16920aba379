extension Logger {
    /// What one field holds. Whoever logs sees to it that no text is personal data or a secret; the type only sees to
    /// it that no text can break the line.
    package enum Value: Equatable, Sendable {
        case text(String)
        case integer(Int64)
        /// Written in seconds.
        case duration(Duration)
        /// Numbers of partitions and the like: a list in JSON, `0,1,2` in logfmt.
        case list([Int32])

        /// Any integer of the language; what Int64 cannot hold is held at its end.
        package static func count(_ value: some BinaryInteger) -> Logger.Value { .integer(Int64(clamping: value)) }
    }
}

extension Logger.Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self = .text(value) }
}

extension Logger.Value: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) { self = .integer(value) }
}

extension Logger {
    /// The fields of one line, in the order in which they are written: `[.partition: 3, .reason: .text(reason)]`.
    package struct Fields: Equatable, Sendable, ExpressibleByDictionaryLiteral {
        /// One key with what it holds.
        package struct Field: Equatable, Sendable {
            package let key: Logger.Key
            package let value: Logger.Value
        }

        package private(set) var fields: [Field]

        package init(dictionaryLiteral elements: (Logger.Key, Logger.Value)...) {
            fields = elements.map { Field(key: $0.0, value: $0.1) }
        }

        /// These fields, then those.
        package func followed(by others: Logger.Fields) -> Logger.Fields {
            var all = self
            all.fields.append(contentsOf: others.fields)
            return all
        }
    }
}
