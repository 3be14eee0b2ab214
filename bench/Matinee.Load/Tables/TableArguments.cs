using System.Globalization;
using Matinee.Load.Peers;

namespace Matinee.Load.Tables;

/// <summary>How much a table measures: <c>rounds=5 sizes=1000,10000 seconds=3 peers=matinee-json,nchan</c>, each with a default of the table's own.</summary>
internal sealed record TableArguments
{
    public int Rounds { get; init; } = 5;

    public IReadOnlyList<int> Sizes { get; init; } = [1000];

    /// <summary>Of each measured phase.</summary>
    public double Seconds { get; init; } = 3;

    public IReadOnlyList<Peer> Peers { get; init; } = Peer.All;

    /// <summary>Before the first round, each server is worked for so long: .NET compiles what is hot again.</summary>
    public TimeSpan Warm { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>A copy with what the words say.</summary>
    /// <exception cref="FormatException">A word is none of these.</exception>
    public TableArguments With(IEnumerable<string> words) => words.Aggregate(this, (arguments, word) => word.Split('=') switch
    {
        ["rounds", var value] => arguments with { Rounds = Number(value) },
        ["sizes", var value] => arguments with { Sizes = [.. value.Split(',').Select(Number)] },
        ["seconds", var value] => arguments with { Seconds = Number(value) },
        ["warm", var value] => arguments with { Warm = TimeSpan.FromSeconds(Number(value)) },
        ["peers", var value] => arguments with { Peers = [.. value.Split(',').Select(Named)] },
        _ => throw new FormatException($"{word} is none of rounds=, sizes=, seconds=, warm=, peers=."),
    });

    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : throw new FormatException($"{text} is no number.");

    private static Peer Named(string name) =>
        Peer.All.FirstOrDefault(peer => peer.Name == name) ?? throw new FormatException($"{name} is none of {string.Join(", ", Peer.All.Select(peer => peer.Name))}.");
}
