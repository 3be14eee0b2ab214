using System.Text;
using Matinee.Media.Ffmpeg;
using Xunit;

namespace Matinee.Tests.Media;

public sealed class RequestHeadTests
{
    [Theory]
    [InlineData("bytes=0-", 0, 99)]
    [InlineData("bytes=10-19", 10, 19)]
    [InlineData("bytes=90-500", 90, 99)]
    [InlineData("bytes=99-99", 99, 99)]
    [InlineData("bytes=-10", 90, 99)]
    [InlineData("bytes=-500", 0, 99)]
    public void A_range_is_cut_to_the_source(string range, long from, long to)
    {
        Assert.Equal((from, to, false), Read($"GET /x HTTP/1.1\r\nRange: {range}\r\n").Wanted(100));
    }

    [Theory]
    [InlineData("bytes=100-")]
    [InlineData("bytes=100-200")]
    [InlineData("bytes=-0")]
    public void A_range_behind_the_end_cannot_be_satisfied(string range)
    {
        Assert.Null(Read($"GET /x HTTP/1.1\r\nRange: {range}\r\n").Wanted(100));
    }

    [Theory]
    [InlineData("bytes=0-1,5-6")]
    [InlineData("bytes=9-5")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=")]
    [InlineData("bytes=-")]
    [InlineData("bytes=1--2")]
    [InlineData("bytes=99999999999999999999-")]
    [InlineData("items=0-5")]
    public void Any_other_range_is_ignored(string range)
    {
        Assert.Equal((0, 99, true), Read($"GET /x HTTP/1.1\r\nRange: {range}\r\n").Wanted(100));
    }

    [Fact]
    public void Of_nothing_no_range_can_be_satisfied()
    {
        Assert.Equal((0, -1, true), Read("GET /x HTTP/1.1\r\n").Wanted(0));
        Assert.Null(Read("GET /x HTTP/1.1\r\nRange: bytes=0-\r\n").Wanted(0));
    }

    [Theory]
    [InlineData("GET /x HTTP/1.1\r\n", true)]
    [InlineData("GET /x HTTP/1.0\r\n", false)]
    [InlineData("GET /x HTTP/1.1\r\nConnection: close\r\n", false)]
    [InlineData("GET /x HTTP/1.1\r\nconnection:  Close \r\n", false)]
    public void A_connection_stays_unless_it_is_closed(string head, bool stays)
    {
        Assert.Equal(stays, Read(head).KeepAlive);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /x\r\n")]
    [InlineData("GET /x HTTP/2\r\n")]
    [InlineData("GET /x y HTTP/1.1\r\n")]
    [InlineData("GET /x HTTP/1.1\r\nno colon\r\n")]
    [InlineData("GET /x HTTP/1.1\r\nContent-Length: 5\r\n")]
    [InlineData("GET /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n")]
    public void Anything_else_is_not_a_request(string head)
    {
        Assert.Null(RequestHead.Parse(Encoding.Latin1.GetBytes(head)));
    }

    private static RequestHead Read(string head) =>
        RequestHead.Parse(Encoding.Latin1.GetBytes(head)) ?? throw new ArgumentException("Not a request.", nameof(head));
}
