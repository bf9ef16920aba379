/// A request that is answered without a command.
struct PushRefusal: Error {
    let status: Int
    /// One word, the label of a metric.
    let reason: String
    let message: String
    /// What is told as one, in lines that sum up: the message, unless it differs from one push to the next.
    let kind: String
    /// Whether WeChat's own pushes are refused like this when something is set up wrongly: orders are lost.
    let isWarned: Bool

    init(_ status: Int, _ reason: String, _ message: String, kind: String? = nil, isWarned: Bool = false) {
        self.status = status
        self.reason = reason
        self.message = message
        self.kind = kind ?? message
        self.isWarned = isWarned
    }
}
