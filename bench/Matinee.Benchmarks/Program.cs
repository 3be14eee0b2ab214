using Matinee.Benchmarks.Encode;

// One word, one table. bench/run builds this and calls it.
return args switch
{
    ["encode", .. var rest] => await EncodeTable.RunAsync(rest, CancellationToken.None),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Matinee.Benchmarks encode [SECONDS] [ROUNDS]");
    return 2;
}
