using FsCheck;
using FsCheck.Fluent;
using Matinee.Media.Cmaf;
using Xunit;

namespace Matinee.Tests.Media.Cmaf;

public class BoxReaderTests
{
    [Fact]
    public void What_the_writer_wrote_is_read_back_box_by_box() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[][]>(),
            bodies =>
            {
                var writer = new BoxWriter();
                foreach (var body in bodies)
                    writer.Box("free", b => b.Bytes(body));

                var reader = new BoxReader(writer.Written);
                foreach (var body in bodies)
                {
                    if (!reader.TryNext(out var box) || !box.Payload.SequenceEqual(body))
                        return false;
                }

                return !reader.TryNext(out _);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_64_bit_size_is_read()
    {
        byte[] bytes = [0, 0, 0, 1, .. "mdat"u8, 0, 0, 0, 0, 0, 0, 0, 18, 7, 9];
        var reader = new BoxReader(bytes);

        Assert.True(reader.TryNext(out var box));
        Assert.Equal((16, 16L, 18L), (box.HeaderLength, box.PayloadOffset, box.End));
        Assert.Equal([7, 9], box.Payload.ToArray());
    }

    [Fact]
    public void A_size_of_zero_reaches_to_the_end_of_the_file()
    {
        byte[] bytes = [0, 0, 0, 0, .. "mdat"u8, 1, 2, 3];
        var reader = new BoxReader(bytes);

        Assert.True(reader.TryNext(out var box));
        Assert.Equal(3, box.Payload.Length);
        Assert.False(reader.TryNext(out _));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 7, 102, 114, 101, 101 })]
    [InlineData(new byte[] { 0, 0, 0, 9, 102, 114, 101, 101 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 102, 114, 101, 101 })]
    [InlineData(new byte[] { 0, 0, 0, 1, 102, 114, 101, 101, 255, 255, 255, 255, 255, 255, 255, 255 })]
    [InlineData(new byte[] { 0, 0, 0, 1, 102, 114, 101, 101, 0, 0, 0, 0, 0, 0, 0, 15 })]
    [InlineData(new byte[] { 0, 0, 0, 1, 102, 114, 101, 101, 0 })]
    public void A_size_that_does_not_fit_is_refused(byte[] bytes) =>
        Assert.Throws<CmafException>(() => new BoxReader(bytes).TryNext(out _));

    [Fact]
    public void Nesting_is_limited()
    {
        Action<BoxWriter> nest = b => b.U32(0);
        for (var i = 0; i < 40; i++)
        {
            var inner = nest;
            nest = b => b.Box("moov", inner);
        }

        var writer = new BoxWriter();
        nest(writer);

        Assert.Throws<CmafException>(() => Descend(writer.ToArray()));
    }

    private static void Descend(ReadOnlySpan<byte> bytes)
    {
        var reader = new BoxReader(bytes);
        while (reader.TryNext(out var box))
            reader = box.Children();
    }
}
