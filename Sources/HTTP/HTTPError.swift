/// Why a server did not start.
package enum HTTPError: Error, Equatable, CustomStringConvertible {
    /// A configured value is outside of its bounds.
    case configuration(name: String, bounds: String)
    /// The address cannot be listened on; `code` is errno.
    case listen(address: String, port: UInt16, code: Int32)
    /// The system gave no descriptor, thread or memory for `part`; `code` is errno.
    case resources(part: String, code: Int32)

    package var description: String {
        switch self {
        case .configuration(let name, let bounds):
            "HTTP: \(name) is out of bounds; set it to \(bounds)"
        case .listen(let address, let port, let code):
            "HTTP: cannot listen on \(address) port \(port) (errno \(code)); use a numeric address and a free port"
        case .resources(let part, let code):
            "HTTP: the system gave no \(part) (errno \(code)); check the limits on descriptors, threads and memory"
        }
    }
}
