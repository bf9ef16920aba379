internal import Foundation
internal import FoundationNetworking

/// How one attempt ended.
enum PushOutcome: Equatable, Sendable {
    /// An answer with its HTTP status.
    case answered(status: Int, body: [UInt8])
    /// No whole answer within the timeout; the connection was cut, as WeChat does.
    case timedOut
    /// No answer at all: refused, cut off, not HTTP. The reason holds no payload.
    case failed(String)

    /// Whether WeChat has its answer: 200, or 4xx, which says that the push itself is wrong and would be again.
    var isFinal: Bool {
        if case .answered(let status, _) = self { status == 200 || (400..<500).contains(status) } else { false }
    }
}

/// Carries one attempt to the carrier.
protocol PushTransport: Sendable {
    func post(_ url: String, contentType: String, body: [UInt8], within limit: Duration) async -> PushOutcome
}

/// URLSession: keeps connections open between pushes, at most `concurrency` of them.
struct URLSessionTransport: PushTransport {
    private let session: URLSession

    init(concurrency: Int) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = concurrency
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        // The session's own timeout begins anew with each byte that comes; `post` has one over the whole attempt.
        configuration.timeoutIntervalForRequest = 3_600
        session = URLSession(configuration: configuration)
    }

    func close() { session.finishTasksAndInvalidate() }

    func post(_ url: String, contentType: String, body: [UInt8], within limit: Duration) async -> PushOutcome {
        guard let url = URL(string: url) else { return .failed("the URL is not one") }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.setValue(contentType, forHTTPHeaderField: "Content-Type")
        request.httpBody = Data(body)
        let prepared = request
        return await withTaskGroup(of: PushOutcome.self) { group in
            group.addTask { await send(prepared) }
            group.addTask {
                // A deadline, not a poll: the other task's end cancels it.
                try? await ContinuousClock().sleep(for: limit)
                return .timedOut
            }
            let first = await group.next() ?? .timedOut
            group.cancelAll()
            return first
        }
    }

    private func send(_ request: URLRequest) async -> PushOutcome {
        do {
            let (content, response) = try await session.data(for: request)
            guard let response = response as? HTTPURLResponse else { return .failed("the answer is not HTTP") }
            guard content.count <= PushLimits.bodyByteCountMax else { return .failed("the answer is too large") }
            return .answered(status: response.statusCode, body: [UInt8](content))
        } catch let error as URLError {
            return .failed(FailureReason.text(error.code, error.localizedDescription))
        } catch {
            return .failed("the connection failed")
        }
    }
}
