internal import Options
enum PushCommand {
    static let push = Command("push", summary: "x", details: "x")
    static func run(_ values: Values) throws -> Int32 { 0 }
}
