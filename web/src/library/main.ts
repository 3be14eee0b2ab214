import '../shell/main.ts';
