internal import Files
internal import Glibc

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
            "cannot listen on \(address.isEmpty ? "every address," : address) port \(port): \(Self.cause(code))"
        case .resources(let part, let code):
            "HTTP: the system gave no \(part): \(systemReason(code)); check the limits of descriptors, threads, memory"
        }
    }

    /// Why the address cannot be listened on, and what to do.
    private static func cause(_ code: Int32) -> String {
        switch code {
        case EADDRINUSE: "it is in use; end what listens there, or choose another port"
        case EACCES, EPERM:
            "this user is not permitted to; a port below 1024 needs CAP_NET_BIND_SERVICE, choose another port"
        case EADDRNOTAVAIL: "this machine has no such address; choose one of its own"
        case EINVAL: "it is neither an address nor a name that this machine knows; correct it"
        case EAFNOSUPPORT: "this machine does not speak IPv6; choose an IPv4 address"
        default: "\(systemReason(code)); choose another address or port"
        }
    }
}
