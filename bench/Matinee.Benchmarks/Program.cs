using Matinee.Benchmarks.Encode;
using Matinee.Benchmarks.FirstPlay;
using Matinee.Benchmarks.Leases;
using Matinee.Benchmarks.Streams;
using Matinee.Benchmarks.Workers;

// One word, one table. bench/run builds this and calls it.
return args switch
{
    ["encode", .. var rest] => await EncodeTable.RunAsync(rest, CancellationToken.None),
    ["first-play", .. var rest] => await FirstPlayTable.RunAsync(rest, CancellationToken.None),
    ["first-play-busy", .. var rest] => await FirstPlayBusyTable.RunAsync(rest, CancellationToken.None),
    ["leases", .. var rest] => await LeasesTable.RunAsync(rest, CancellationToken.None),
    ["streams", .. var rest] => await StreamsTable.RunAsync(rest, CancellationToken.None),
    ["workers", .. var rest] => await WorkersTable.RunAsync(rest, CancellationToken.None),
    ["overhead", .. var rest] => await OverheadTable.RunAsync(rest, CancellationToken.None),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Matinee.Benchmarks encode [SECONDS] [ROUNDS] | first-play [ROUNDS] | first-play-busy [ROUNDS] | leases [WORKERS] | streams [COUNT] | workers [ROUNDS] | overhead [ROUNDS]");
    return 2;
}
