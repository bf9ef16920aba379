internal import Foundation
internal import FoundationNetworking

/// Why an attempt failed below HTTP, in plain words.
enum FailureReason {
    /// `description` is libcurl's. It names the cause where URLError's code tells none; it holds host and port, and
    /// nothing of the push.
    static func text(_ code: URLError.Code, _ description: String) -> String {
        switch code {
        case .cannotConnectToHost: "the carrier refused the connection"
        case .cannotFindHost, .dnsLookupFailed: "the carrier's host name is unknown"
        case .networkConnectionLost: "the carrier cut the connection"
        case .timedOut: "the connection timed out"
        case .badServerResponse: "the carrier closed the connection without an answer"
        case .unsupportedURL: "the carrier's answer is not HTTP"
        case .badURL: "the URL cannot be used"
        case .secureConnectionFailed, .serverCertificateUntrusted: "the carrier's certificate is not trusted"
        default: unnamed(description)
        }
    }

    private static func unnamed(_ description: String) -> String {
        if description.contains("wrong version number") {
            return "the carrier does not speak TLS on this port; use http://, or the port of https"
        }
        if description.contains("SSL_ERROR_SYSCALL") {
            return "the carrier broke off before TLS began; use http:// where it does not speak TLS"
        }
        if description.contains("certificate") {
            return "the carrier's certificate is not trusted: \(AnswerText.line(Array(description.utf8)))"
        }
        return "the connection failed: \(AnswerText.line(Array(description.utf8)))"
    }
}
