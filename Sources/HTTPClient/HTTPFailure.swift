internal import Files
internal import Glibc

/// Why a request came to no answer, other than by time. Holds nothing of URL, headers and bodies but host and port.
package enum HTTPFailure: Error, Equatable, Sendable {
    /// The URL, or a header, cannot be sent as it is; nothing was.
    case unusableURL
    case unusableHeader
    case unknownHost
    case refused
    /// The connection ended in the middle of request or answer.
    case cut
    /// It ended before the first byte of an answer.
    case noAnswer
    case notHTTP
    /// TLS: the certificate is not trusted; what libcurl says of it.
    case untrusted(String)
    /// TLS: the list of authorities of this system cannot be read.
    case noAuthorities
    /// The answer to TLS's first message is none of TLS.
    case noTLS
    /// The connection ended before TLS began.
    case endedBeforeTLS
    case headTooLarge(byteCountMax: Int)
    case bodyTooLarge(byteCountMax: Int)
    /// The client was stopped.
    case stopped
    /// Anything else; what libcurl or the system says of it.
    case other(String)

    /// A sentence without its full stop. `peer` is who was asked: "the server".
    package func text(of peer: String) -> String {
        switch self {
        case .unusableURL: "the URL cannot be used"
        case .unusableHeader: "a header of the request holds a control character"
        case .unknownHost: "\(peer)'s host name is unknown"
        case .refused: "\(peer) refused the connection"
        case .cut: "\(peer) cut the connection"
        case .noAnswer: "\(peer) closed the connection without an answer"
        case .notHTTP: "\(peer)'s answer is not HTTP"
        case .untrusted(let reason): "\(peer)'s certificate is not trusted: \(reason)"
        case .noAuthorities:
            "this system's list of trusted authorities cannot be read; install the package ca-certificates"
        case .noTLS: "\(peer) does not speak TLS on this port; use http://, or the port of https"
        case .endedBeforeTLS: "\(peer) broke off before TLS began; use http:// where it does not speak TLS"
        case .headTooLarge(let byteCountMax): "the head of \(peer)'s answer is larger than \(byteCountMax) bytes"
        case .bodyTooLarge(let byteCountMax): "\(peer)'s answer is larger than \(byteCountMax) bytes"
        case .stopped: "the client was stopped"
        case .other(let reason): "the connection failed: \(reason)"
        }
    }

    /// `code` is libcurl's CURLcode, `said` its own words for it, `cause` the errno of a socket or connect that
    /// failed, or 0.
    init(code: UInt32, said: String, cause: Int32) {
        let said = Self.bounded(said)
        self =
            switch code {
            // CURLE_UNSUPPORTED_PROTOCOL also tells of an answer without a status line.
            case 1: said.contains("HTTP/0.9") ? .notHTTP : .unusableURL
            case 3: .unusableURL
            case 6: .unknownHost
            case 7: cause == ECONNREFUSED ? .refused : .other(cause == 0 ? said : systemReason(cause))
            case 8: .notHTTP
            // An answer that ended early; an error while sending or receiving.
            case 18, 55, 56: .cut
            case 35: Self.handshake(said)
            case 52: .noAnswer
            case 60: .untrusted(said)
            case 77: .noAuthorities
            default: .other(said)
            }
    }

    /// TLS's own beginning failed: what OpenSSL read was none of TLS, or it read nothing more.
    private static func handshake(_ said: String) -> HTTPFailure {
        if said.contains("wrong version number") { return .noTLS }
        let isEnd = ["SSL_ERROR_SYSCALL", "unexpected eof", "Connection reset", "Broken pipe"].contains {
            said.contains($0)
        }
        return isEnd ? .endedBeforeTLS : .other(said)
    }

    /// One line, without characters that a terminal would obey.
    private static func bounded(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(HTTPClientLimits.reasonCharacterCountMax).map { scalar in
            scalar.properties.generalCategory == .control ? "?" : Character(scalar)
        }
        return String(shown)
    }
}
