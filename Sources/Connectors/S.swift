import Migration
