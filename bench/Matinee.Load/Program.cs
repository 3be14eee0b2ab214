using Matinee.Load.Hosts;
using Matinee.Load.Tables;

// One word, one table; and the two servers of ours that tables start. bench/run builds this and calls it.
return args switch
{
    ["fanout", .. var rest] => await FanoutTable.RunAsync(rest),
    ["idle-memory", .. var rest] => await IdleMemoryTable.RunAsync(rest),
    ["stalled", .. var rest] => await StalledTable.RunAsync(rest),
    ["resume", .. var rest] => await ResumeTable.RunAsync(rest),
    ["two-nodes", .. var rest] => await TwoNodesTable.RunAsync(rest),
    ["rooms20", .. var rest] => await RoomsTable.RunAsync(rest),
    ["host-matinee", .. var rest] => await MatineeHost.RunAsync(rest),
    ["host-signalr", .. var rest] => await SignalRHost.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Matinee.Load fanout | idle-memory | stalled | resume | two-nodes | rooms20, with rounds= sizes= seconds= warm= peers=");
    return 2;
}
