using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Matinee.Processes;
using Xunit;

namespace Matinee.Tests.Processes;

public sealed class LineSplitterTests
{
    [Fact]
    public void However_the_bytes_arrive_the_lines_are_the_same()
    {
        var texts = from characters in Gen.Elements('a', 'b', '\n', '\r').ListOf() from cut in Gen.Choose(1, 7) select (new string([.. characters]), cut);
        Prop.ForAll(Arb.From(texts), sample =>
        {
            (string text, int cut) = sample;
            List<string> lines = [];
            var splitter = new LineSplitter(line => lines.Add(Encoding.UTF8.GetString(line)), 5);
            foreach (byte[] part in Encoding.UTF8.GetBytes(text).Chunk(cut))
            {
                splitter.Write(part);
            }

            splitter.Flush();
            IEnumerable<string> expected = text.Split('\n', '\r').Where(line => line.Length > 0).Select(line => line[..Math.Min(5, line.Length)]);
            return lines.SequenceEqual(expected);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
