/// One answer. Content-Length, Date and Connection are added on the way out.
package struct HTTPResponse: Sendable {
    /// 200...599; anything else is sent as 500.
    package var status: Int
    package var contentType: String
    package var body: [UInt8]
    /// Names and values. One whose name is no token, or whose value holds a tab, a line break or a NUL, is left out.
    package var headers: [(String, String)]
    /// Close the connection after this answer.
    package var close: Bool

    package init(
        status: Int = 200, contentType: String = "text/plain; charset=utf-8", body: [UInt8] = [],
        headers: [(String, String)] = [], close: Bool = false
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
        self.close = close
    }

    /// Status and a line of text.
    package init(status: Int, text: String, headers: [(String, String)] = [], close: Bool = false) {
        self.init(status: status, body: Array(text.utf8), headers: headers, close: close)
    }

    /// What a client is told for which there is no time: come again.
    static let unavailable = HTTPResponse(
        status: 503, text: "try again\n", headers: [("Retry-After", "1")], close: true)

    static func tooLarge(_ bodyByteCountMax: Int) -> HTTPResponse {
        HTTPResponse(status: 413, text: "the body may have \(bodyByteCountMax) bytes\n", close: true)
    }
}
