/// action_type of updatePath (wechat.md section 2.1); 300001 is only seen in a sample of getPath.
package enum TraceAction {
    package static let types: Set<Int64> = [
        100_001, 100_002, 100_003, 200_001, 300_001, 300_002, 300_003, 300_004, 400_001, 400_002,
    ]
}
