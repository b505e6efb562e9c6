import type { NextConfig } from "next";

const config: NextConfig = {
  // The bench measures code, not telemetry or image pipelines.
  poweredByHeader: false,
  turbopack: { root: __dirname },
};

export default config;
