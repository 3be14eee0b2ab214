using System.Text;
using Matinee.Realtime.Protocol;
using Xunit;

namespace Matinee.Tests.Realtime;

public sealed class MessageDeflateTests
{
    private const int Most = 64 * 1024;

    [Theory]
    [InlineData(512)]
    [InlineData(5000)]
    [InlineData(Most)]
    public void What_is_deflated_is_inflated_to_the_same(int length)
    {
        var message = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * i % 7)))));

        var deflated = MessageDeflate.Deflate(message);

        Assert.NotNull(deflated);
        Assert.True(deflated.Length < message.Length);
        var (rented, size) = MessageDeflate.Inflate(deflated, Most) ?? ([], -1);
        Assert.Equal(message, rented[..size]);
    }

    [Fact]
    public void What_would_not_become_smaller_is_left_as_it_is()
    {
        var random = new byte[2000];
        new Random(1).NextBytes(random);

        Assert.Null(MessageDeflate.Deflate(random));
        Assert.Null(MessageDeflate.Deflate(new byte[MessageDeflate.Smallest - 1]));
    }

    [Fact]
    public void One_byte_more_than_is_allowed_is_too_much()
    {
        var deflated = MessageDeflate.Deflate(new byte[Most + 1]) ?? [];

        Assert.Null(MessageDeflate.Inflate(deflated, Most));
        Assert.Equal(Most + 1, MessageDeflate.Inflate(deflated, Most + 1)?.Length);
    }

    [Fact]
    public void Bytes_that_nobody_deflated_throw_nothing()
    {
        var random = new Random(7);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            if (MessageDeflate.Inflate(bytes, 4096) is var (_, length))
                Assert.InRange(length, 0, 4096);
        }
    }
}
