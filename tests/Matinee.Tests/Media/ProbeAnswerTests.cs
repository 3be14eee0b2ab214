using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Matinee.Media;
using Matinee.Media.Probing;
using Xunit;

namespace Matinee.Tests.Media;

public sealed class ProbeAnswerTests
{
    private const string Ordinary = """
        {"programs":[],"streams":[
          {"index":0,"codec_name":"h264","codec_type":"video","codec_tag_string":"avc1","width":1920,"height":1080,"sample_aspect_ratio":"1:1",
           "pix_fmt":"yuv420p","field_order":"progressive","color_range":"tv","color_space":"bt709","color_transfer":"bt709","color_primaries":"bt709",
           "r_frame_rate":"30000/1001","avg_frame_rate":"30000/1001","start_time":"0.000000","duration":"10.010000","bit_rate":"5000000","nb_frames":"300",
           "disposition":{"default":1,"forced":0,"attached_pic":0,"timed_thumbnails":0},"tags":{"language":"und"},
           "side_data_list":[{"rotation":-90}]},
          {"index":1,"codec_name":"aac","codec_type":"audio","channels":6,"sample_rate":"48000","start_time":"0.000000","duration":"10.0",
           "disposition":{"default":1},"tags":{"language":"eng","title":"Main"}},
          {"index":2,"codec_name":"mjpeg","codec_type":"video","width":600,"height":600,"disposition":{"default":0,"attached_pic":1}},
          {"index":3,"codec_name":"hdmv_pgs_subtitle","codec_type":"subtitle","tags":{"language":"ger"}},
          {"index":4,"codec_name":"subrip","codec_type":"subtitle","disposition":{"default":0,"forced":1},"tags":{"language":"fre"}}],
         "chapters":[{"start_time":"1.500000","end_time":"4.000000","tags":{"title":"One"}}],
         "format":{"nb_streams":5,"format_name":"mov,mp4,m4a","start_time":"1.000000","duration":"10.010000","bit_rate":"5200000","tags":{"title":"A film"}}}
        """;

    [Fact]
    public void An_ordinary_answer_is_read_whole()
    {
        MediaProbe probe = Parse(Ordinary).Probe;

        Assert.Equal(["mov", "mp4", "m4a"], probe.Formats);
        Assert.Equal((0, "h264", 90, (1080, 1920)), (probe.Video!.StreamIndex, probe.Video.Codec, probe.Video.Rotation, probe.Video.DisplaySize));
        Assert.Equal(new Rational(30_000, 1001), probe.Video.AverageFrameRate);
        Assert.Equal([new AudioTrack(1, "aac", 6, 48_000, "eng", "Main", true, 0, 10)], probe.Audio);
        Assert.Equal([(3, false, false), (4, true, true)], probe.Subtitles.Select(track => (track.StreamIndex, track.Text, track.Forced)));
        Assert.Equal([new Chapter(0.5, 3, "One")], probe.Chapters);
        Assert.Equal("A film", probe.Title);
    }

    [Fact]
    public void Cover_art_is_not_a_picture_track()
    {
        ProbeAnswer answer = Parse("""{"streams":[{"index":0,"codec_name":"png","codec_type":"video","width":9,"height":9,"disposition":{"attached_pic":1}}],"format":{}}""");

        Assert.Null(answer.Probe.Video);
        Assert.Null(answer.LostPicture);
    }

    [Fact]
    public void A_picture_that_nothing_decodes_is_remembered()
    {
        ProbeAnswer answer = ProbeAnswer.Parse(Encoding.UTF8.GetBytes(Ordinary), 1000, codec => codec == "aac");

        Assert.Equal("h264", answer.LostPicture);
        Assert.Single(answer.Probe.Audio);
    }

    [Fact]
    public void Absurd_numbers_become_unknown()
    {
        MediaProbe probe = Parse("""
            {"streams":[{"index":-5,"codec_name":"h264","codec_type":"video","width":99999999999,"height":2,"sample_aspect_ratio":"0:1",
            "r_frame_rate":"0/0","avg_frame_rate":"90000/0","start_time":"1e308","duration":"nan","nb_frames":"-3","side_data_list":[{"rotation":9223372036854775807}]}],
            "format":{"duration":"1e300","start_time":"-inf","bit_rate":"x"}}
            """).Probe;

        Assert.Equal(TimeSpan.Zero, probe.Duration);
        Assert.Equal((new Rational(1, 1), (Rational?)null, (double?)null), (probe.Video!.SampleAspect, probe.Video.AverageFrameRate, probe.Video.Duration));
    }

    [Fact]
    public void No_mutation_of_an_answer_gives_another_exception()
    {
        byte[] seed = Encoding.UTF8.GetBytes(Ordinary);
        var mutations = from count in Gen.Choose(1, 12)
                        from places in Gen.Choose(0, seed.Length - 1).ListOf(count)
                        from values in Gen.Choose(0, 255).ListOf(count)
                        from cut in Gen.Choose(0, seed.Length * 4)
                        select (places, values, cut);
        Prop.ForAll(Arb.From(mutations), mutation =>
        {
            byte[] bytes = [.. seed.Take(mutation.cut)];
            foreach ((int place, int value) in mutation.places.Zip(mutation.values).Where(pair => pair.First < bytes.Length))
            {
                bytes[place] = (byte)value;
            }

            try
            {
                ProbeAnswer.Parse(bytes, bytes.Length, _ => true);
            }
            catch (ProbeAnswerException)
            {
                // The only one allowed.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static ProbeAnswer Parse(string json) => ProbeAnswer.Parse(Encoding.UTF8.GetBytes(json), 1_000_000, _ => true);
}
