/// What this program is called by others.
enum Identity {
    static let version = "0.1.0"
    /// The group in which processors divide the commands among them.
    static let processorGroup = "waybill-processor"
}
