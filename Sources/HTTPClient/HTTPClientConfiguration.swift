/// What a client may use. Values outside of `HTTPClientLimits` are refused when it is made.
package struct HTTPClientConfiguration: Sendable {
    /// Requests open at a time, each on a connection of its own; and connections, to all servers together, those kept
    /// for the next request among them.
    package var connectionCountMax = 64
    /// A longer body is a failure.
    package var bodyByteCountMax = 1_024 * 1_024

    package init() {}

    func checked() throws(HTTPClientError) -> HTTPClientConfiguration {
        let bounds = [
            ("connectionCountMax", connectionCountMax, HTTPClientLimits.connectionCountMax),
            ("bodyByteCountMax", bodyByteCountMax, HTTPClientLimits.bodyByteCountMax),
        ]
        for (name, value, most) in bounds where !(1...most).contains(value) {
            throw .configuration(name: name, bounds: "1...\(most)")
        }
        return self
    }
}

/// Why a client could not be made, or did not take a request.
package enum HTTPClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A configured value is outside of its bounds.
    case configuration(name: String, bounds: String)
    /// The system gave no `part`.
    case resources(part: String)
    /// So many requests, or alarms, are open as may be.
    case full(countMax: Int)
    /// The client has stopped.
    case stopped

    package var description: String {
        switch self {
        case .configuration(let name, let bounds): "HTTP client: \(name) is out of bounds; set it to \(bounds)"
        case .resources(let part):
            "HTTP client: the system gave no \(part); check the limits of descriptors and memory"
        case .full(let countMax): "HTTP client: \(countMax) requests are open; wait for one of them to end"
        case .stopped: "HTTP client: it has stopped"
        }
    }
}
