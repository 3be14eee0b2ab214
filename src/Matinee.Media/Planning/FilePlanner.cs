using System.Collections.Frozen;
using System.Collections.Immutable;
using Matinee.Media.Ladder;
using Matinee.Media.Probing;

namespace Matinee.Media.Planning;

/// <summary>Makes plans of single files. Pure, like <see cref="EncodePlanner"/>.</summary>
public static class FilePlanner
{
    private const int MostAudioTracks = 8;

    /// <summary>What each container holds and its players take. Matroska holds whatever there is.</summary>
    private static readonly FrozenDictionary<FileContainer, FrozenSet<string>> Holds = new Dictionary<FileContainer, FrozenSet<string>>
    {
        [FileContainer.Mp4] = FrozenSet.Create("h264", "hevc", "av1", "mpeg4", "vp9", "aac", "mp3", "ac3", "eac3", "opus", "flac", "alac"),
        [FileContainer.Webm] = FrozenSet.Create("vp8", "vp9", "av1", "opus", "vorbis"),
    }.ToFrozenDictionary();

    public static FilePlanOutcome Plan(MediaProbe probe, FileOutputSpec spec)
    {
        if (Contradiction(spec) is { } contradiction)
        {
            return contradiction;
        }

        VideoTrack? video = spec.Picture == FilePicture.None ? null : probe.Video;
        ImmutableArray<AudioTrack> sound = spec.Sound == FileSound.None ? [] : [.. Sounds(probe)];
        if (video is null && sound.IsEmpty)
        {
            return Refuse("nothing_left", "Nothing would be in the file", "Of what the source has, the picture or the sound, none is wanted.");
        }

        string? codec = video is null ? null : spec.Picture == FilePicture.Copy ? video.Codec : Name(spec.Picture);
        IEnumerable<string> codecs = [.. codec is null ? (string[])[] : [codec], .. sound.Select(track => Name(spec.Sound, track))];
        if (codecs.FirstOrDefault(name => !IsHeld(spec.Container, name)) is { } foreign)
        {
            return Refuse(
                "codec_not_in_container",
                "The container does not hold this codec",
                $"A {Word(spec.Container)} file does not hold {foreign}; it holds {string.Join(", ", Holds[spec.Container].Order(StringComparer.Ordinal))}. Take another codec, or mkv.");
        }

        double? seconds = Seconds(probe, video) is > 0 and var known ? known : null;
        var plan = new FilePlan
        {
            Container = spec.Container,
            VideoStreamIndex = video?.StreamIndex,
            VideoCodec = codec,
            Audio = Renditions(sound, spec),
            Sound = sound.IsEmpty ? FileSound.None : spec.Sound,
            Seconds = seconds,
        };
        return new FilePlanOutcome.Planned(video is null || spec.Picture == FilePicture.Copy ? plan : WithPicture(plan, video, spec));
    }

    private static FilePlan WithPicture(FilePlan plan, VideoTrack video, FileOutputSpec spec)
    {
        PictureCodec codec = Enum.Parse<PictureCodec>(spec.Picture.ToString());
        CodecTraits traits = CodecTraits.Of(codec);
        (int width, int height) = video.DisplaySize;
        double scale = Math.Min(1, Math.Min((spec.Width ?? double.MaxValue) / width, (spec.Height ?? double.MaxValue) / height));
        return plan with
        {
            Encode = codec,
            Width = Even(width * scale, traits.SmallestSide),
            Height = Even(height * scale, traits.SmallestSide),
            FrameRate = OutputFrameRate.For(video, new LadderOptions().FastestFrameRate),
            Picture = PictureTreatment.Of(video),
            VideoBitRate = spec.VideoBitRate,
            Crf = spec.Crf ?? traits.Crf,
        };
    }

    private static FilePlanOutcome.Refused? Contradiction(FileOutputSpec spec) => spec switch
    {
        { VideoBitRate: not null, Crf: not null } =>
            Refuse("rate_and_crf", "Two ways to say how good", "A bit rate and a rate factor exclude each other; give one of them."),
        { Picture: FilePicture.Copy or FilePicture.None, VideoBitRate: not null } or { Picture: FilePicture.Copy or FilePicture.None, Crf: not null } =>
            Refuse("rate_without_encode", "The picture is not encoded", "A bit rate or a rate factor needs a video codec; copy keeps the picture as it is."),
        { Picture: FilePicture.Copy or FilePicture.None, Width: not null } or { Picture: FilePicture.Copy or FilePicture.None, Height: not null } =>
            Refuse("size_without_encode", "The picture is not encoded", "A size needs a video codec; copy keeps the picture as it is."),
        { Sound: FileSound.Copy or FileSound.None, AudioBitRate: not null } =>
            Refuse("audio_rate_without_encode", "The sound is not encoded", "A bit rate of the sound needs an audio codec; copy keeps the sound as it is."),
        { Width: < 16 or > 8192 } or { Height: < 16 or > 8192 } =>
            Refuse("size_out_of_range", "The size is out of range", "Width and height are 16 to 8192 pixels."),
        { VideoBitRate: < 10_000 or > 200_000_000 } =>
            Refuse("rate_out_of_range", "The bit rate is out of range", "The picture takes 10,000 to 200,000,000 bits a second."),
        { AudioBitRate: < 16_000 or > 512_000 } =>
            Refuse("rate_out_of_range", "The bit rate is out of range", "A sound track takes 16,000 to 512,000 bits a second."),
        { Crf: < 0 or > 63 } or { Crf: > 51, Picture: not FilePicture.Av1 } =>
            Refuse("crf_out_of_range", "The rate factor is out of range", "It is 0 to 51 for h264 and hevc, and 0 to 63 for av1; lower is better."),
        _ => null,
    };

    private static IEnumerable<AudioTrack> Sounds(MediaProbe probe)
    {
        AudioTrack? preferred = probe.Audio.FirstOrDefault(track => track.Default) ?? probe.Audio.FirstOrDefault();
        return preferred is null ? [] : probe.Audio.Where(track => track != preferred).Prepend(preferred).Take(MostAudioTracks);
    }

    private static ImmutableArray<AudioRendition> Renditions(ImmutableArray<AudioTrack> sound, FileOutputSpec spec)
    {
        var names = new TrackNames("Audio");
        return
        [
            .. sound.Select((track, index) => new AudioRendition(
                index,
                track.StreamIndex,
                Languages.Tag(track.Language) is null ? null : track.Language,
                names.Take(track.Title, track.Language),
                Math.Min(2, track.Channels),
                track.Channels,
                spec.AudioBitRate ?? new PlanOptions().AudioBitRate,
                index == 0)),
        ];
    }

    private static double Seconds(MediaProbe probe, VideoTrack? video) =>
        video is { Duration: > 0 and var length, Start: var start } ? (start ?? probe.Origin) - probe.Origin + length : probe.Duration.TotalSeconds;

    private static bool IsHeld(FileContainer container, string codec) => !Holds.TryGetValue(container, out FrozenSet<string>? held) || held.Contains(codec);

    private static string Name(FilePicture picture) => picture.ToString().ToLowerInvariant();

    private static string Name(FileSound sound, AudioTrack track) => sound == FileSound.Copy ? track.Codec : sound.ToString().ToLowerInvariant();

    private static string Word(FileContainer container) => container.ToString().ToLowerInvariant();

    private static int Even(double length, int smallest) => Math.Max(smallest, (int)Math.Round(length / 2, MidpointRounding.AwayFromZero) * 2);

    private static FilePlanOutcome.Refused Refuse(string code, string title, string detail) => new(code, title, detail);
}
