/// What kind of value an option takes, and which values are legal.
package enum OptionKind: Equatable, Sendable {
    /// Takes no value on the command line: `--name` is true, `--no-name` is false.
    case flag
    case text
    case integer(ClosedRange<Int>)
    /// A number with a unit: `250ms`, `5s`, `2m`, `1h`, `7d`.
    case duration(ClosedRange<Duration>)
    /// A number of bytes with or without a unit: `512`, `64KiB`, `10MB`.
    case byteCount(ClosedRange<Int>)
    case choice([String])
    case file
    case folder
    /// `host:port`, `[::1]:port`, or `:port` for every host.
    case hostPort
    /// A value of the kind, or the word that stands for none. This case alone is boxed: of an enum that is boxed whole
    /// Swift keeps pointers that a leak detector does not know.
    indirect case value(OptionKind, none: String)
    /// Text that is never printed, out of a file or a variable.
    case secret
}

/// A value of its kind.
package enum OptionValue: Equatable, Sendable {
    case flag(Bool)
    case text(String)
    case integer(Int)
    case duration(Duration)
    case hostPort(HostPort)
    case secret(Secret)
    /// The word that stands for none.
    case absent(String)
}

/// Where to listen. An IPv6 address is written in brackets and held without them; no host stands for all of them.
package struct HostPort: Equatable, Sendable, CustomStringConvertible {
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Text that no description, dump or error shows.
package struct Secret: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// The text itself, for the one place that needs it.
    package func reveal() -> String { text }

    package var description: String { "(secret)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
